package dev.hone.cli.run;

import dev.hone.verdicts.Judged;

/**
 * Two models' answers to a held-out request, judged.
 *
 * @param judged of a pair, the first model's answer first
 */
record JudgedPair(HeldOut request, ModelPair models, Judged judged) {}
