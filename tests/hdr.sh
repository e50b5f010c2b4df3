# hdr.sh: HdrHistogram's own reader, to check what loadgen writes. To be sourced
# after lib.sh.
# shellcheck shell=bash disable=SC2154 # tmp is lib.sh's

jar=/usr/share/java/hdrhistogram.jar

# HdrHistogram's own reader of interval logs: a log, a tag, and a file for a
# line each second; percentiles come beside it as FILE.hgrm.
read_log() {
    java -cp "$jar" org.HdrHistogram.HistogramLogProcessor -i "$1" -tag "$2" \
        -o "$3" 2>"$tmp/err" || fail "$(head -3 "$tmp/err")"
}

# Whether percentiles that loadgen wrote ($1) are those that the reader found
# ($2): every line's value, percentile and count of requests up to it; and mean
# and deviation, which no slot can be missing from. A rounding of the last digit
# is no difference.
same_times() {
    paste -d '|' <(tr -d '#[]=,' <"$1") \
        <(tr -d '#[]=,' <"$2" | sed 1,2d) >"$tmp/both"
    awk -F '|' 'function far(a, b, most) {
            return a - b > most || b - a > most
        }
        { n = split($1, own, " "); if (split($2, read, " ") != n) bad = 1 }
        own[1] ~ /^[0-9]/ {
            rows++
            if (far(own[1], read[1], 0.00101) ||
                far(own[2], read[2], 2e-12) || own[3] != read[3]) bad = 1
        }
        own[1] == "Mean" {
            means++
            if (far(own[2], read[2], 0.00101) ||
                far(own[4], read[4], 0.00101)) bad = 1
        }
        own[1] == "Max" {
            sums++
            if (far(own[2], read[2], own[2] / 1000 + 0.001) ||
                own[5] != read[5]) bad = 1
        }
        bad { print "# " $0; exit 1 }
        END { if (rows < 10 || means != 1 || sums != 1) exit 1 }' "$tmp/both"
}
