#!/usr/bin/env bash
# Makes models/hone-small again, from nothing but this repository. Two to three hours on two cores with bf16 instructions.
# The schedule is the one the shipped model was made with: what was changed while it trained is a command of its own here.
set -euo pipefail
root="$(cd "$(dirname "$0")/../.." && pwd)"
work="${1:-$root/pretraining}"
(cd "$root" && mvn -q -B -Dfast -DskipTests -pl cli -am package)
pretrain() {
  java -Xmx1g -cp "$(cat "$root/cli/target/classpath")" \
    dev.hone.cli.pretraining.Pretrain --work "$work" --seed 7 --rate 1e-3 --alike-at 3750000 "$@"
}
# Copying first, then letters, in steps of 2,048 tokens; the spellings of words are likened once, at 3.75 M tokens.
pretrain --out "$work/model" --batch 2048 --until 5252000 --tokens 8400000 --alike-every 0
# Smaller steps; single sentences join at document 79,872 (about 7.5 M tokens).
pretrain --out "$work/model" --batch 1024 --until 7500000 --tokens 9500000 --peak-share 0.65 --alike-every 0
pretrain --out "$work/model" --batch 1024 --until 11300000 --tokens 11300000 --alike-every 0
# The rate goes up again, and conditions on conditions join at document 117,760.
pretrain --out "$work/model" --batch 2048 --until 13750000 --tokens 30000000 --peak-share 0.65 --alike-every 0
# From here on spellings are likened every 250,000 tokens: they had drifted apart, and words could not be copied.
pretrain --out "$work/model" --batch 2048 --until 20750000 --tokens 30000000 --peak-share 0.65
pretrain --out "$work/model" --batch 2048 --tokens 26000000 --peak-share 0.75
# A last likening, and a little training after it.
pretrain --out "$work/model" --batch 2048 --tokens 26200000 --peak-share 0.75
# More desks and conditions, from document 284,160.
pretrain --out "$work/model" --batch 2048 --until 27750000 --tokens 30200000 --peak-share 0.907 --rate 8e-4
pretrain --out "$root/models/hone-small" --batch 2048 --tokens 29200000 --peak-share 0.935 --rate 8e-4
