// make.js: elements in one line.

// A new element. What begins with "on" is called on that event, `data` fills
// the data- attributes, what the element knows as a property is set as one,
// all else is an attribute. Children may be texts.
export function make(tag, about = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(about)) {
        if (name.startsWith('on'))
            element.addEventListener(name.slice(2), value);
        else if (name === 'data')
            Object.assign(element.dataset, value);
        else if (name in element)
            element[name] = value;
        else
            element.setAttribute(name, value);
    }
    element.append(...children.filter(child => child !== null));
    return element;
}

export const at = id => document.getElementById(id);
