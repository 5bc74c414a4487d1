package dev.hone.spark.params;

/**
 * A stage whose output rows are not its input rows with something added, but things of another
 * kind. All other stages give back every row.
 */
public interface MakesOtherRows {}
