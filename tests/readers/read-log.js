// read-log.js: what HdrHistogram's own reader finds in an interval log.
//
//   node read-log.js FILE.hlog [TAG]
//
// Prints JSON: how many intervals there are, and of all that have the tag
// (or of all) together: total, mean, percentiles, the counts of every slot
// that is not empty as [highest value, count] in microseconds as loadgen's
// own JSON has them, and the percentile text of HdrHistogram's own writer.
"use strict";
const fs = require("fs");
const path = require("path");
const home = process.env.READERS || path.join(__dirname, "node_modules");
const hdr = require(path.join(home, "hdr-histogram-js"));

const [file, tag] = process.argv.slice(2);
const reader = new hdr.HistogramLogReader(fs.readFileSync(file, "utf8"));
const sum = hdr.build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 3600e9,
    numberOfSignificantValueDigits: 3,
    bitBucketSize: 64,
});

const intervals = [];
for (let one; (one = reader.nextIntervalHistogram()) !== null; ) {
    if (tag !== undefined && one.tag !== tag) continue;
    intervals.push({
        tag: one.tag,
        start: one.startTimeStampMsec,
        end: one.endTimeStampMsec,
        total: one.totalCount,
    });
    sum.add(one);
}

const counts = [];
const slots = sum.recordedValuesIterator;
for (slots.reset(); slots.hasNext(); ) {
    const slot = slots.next();
    counts.push([slot.valueIteratedTo / 1000, slot.countAtValueIteratedTo]);
}

const percentiles = {};
for (const p of [50, 75, 90, 99, 99.9, 99.99, 100])
    percentiles[p] = sum.getValueAtPercentile(p) / 1000;

console.log(
    JSON.stringify({
        intervals,
        total: sum.totalCount,
        mean: sum.mean / 1000,
        percentiles,
        counts,
        text: sum.outputPercentileDistribution(5, 1e6),
    })
);
