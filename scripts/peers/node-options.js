// node-options.js: the command line of node.js, in the units of our servers.
'use strict';

const fs = require('node:fs');
const {parseArgs} = require('node:util');

const HELP = `usage: node.js [OPTION...]

  -l, --listen=ADDRESS:PORT  where to listen; port 0 picks a free one
                             (127.0.0.1:8003)
      --backlog=N            connections the kernel queues for us (4096)
      --root=FOLDER          what GET /files/ serves; nothing without
      --workers=N            worker threads for /burn and /block; 0: they run
                             on the loop (0)
      --quiet                no closing line on stdout
  -h, --help                 this help

For example:
  scripts/peers/node.js --listen 127.0.0.1:0
  scripts/peers/node.js --workers=4 --root=.
`;

function refuse(text) {
    console.error(`node: ${text}`);
    process.exit(2);
}

function counted(name, text, max) {
    const [, digits, unit] = /^([0-9]+)(k?)$/.exec(text) ?? [];
    const n = Number(digits) * (unit ? 1000 : 1);
    if (digits === undefined || n > max)
        refuse(`--${name}=${text}: give 0 to ${max}`);
    return n;
}

function parse(words) {
    try {
        return parseArgs({args: words, options: {
            listen: {type: 'string', short: 'l', default: '127.0.0.1:8003'},
            backlog: {type: 'string', default: '4096'},
            root: {type: 'string'},
            workers: {type: 'string', default: '0'},
            quiet: {type: 'boolean', default: false},
            help: {type: 'boolean', short: 'h', default: false},
        }}).values;
    } catch (error) {
        refuse(error.message.split('. ')[0] + '; --help lists the options');
    }
}

// A folder without symbolic links in its path, or an end with a clear line.
function folder(root) {
    try {
        const real = fs.realpathSync(root);
        fs.accessSync(real, fs.constants.R_OK | fs.constants.X_OK);
        if (fs.statSync(real).isDirectory())
            return real;
    } catch {
        // said below
    }
    console.error(`node: --root=${root}: give a folder that can be read`);
    process.exit(1);
}

exports.readOptions = words => {
    const given = parse(words);
    if (given.help) {
        process.stdout.write(HELP);
        process.exit(0);
    }
    const [, host, port] =
        /^\[?([^\]]*?)\]?:?([0-9]+)$/.exec(given.listen) ?? [];
    if (port === undefined || Number(port) > 65535)
        refuse(`--listen=${given.listen}: give an address such as ` +
            '127.0.0.1:8003');
    return {
        listen: given.listen,
        host: host || '127.0.0.1',
        port: Number(port),
        backlog: counted('backlog', given.backlog, 65535),
        workers: counted('workers', given.workers, 1000),
        root: given.root === undefined ? undefined : folder(given.root),
        quiet: given.quiet,
    };
};
