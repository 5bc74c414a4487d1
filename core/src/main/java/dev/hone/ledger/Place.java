package dev.hone.ledger;

import java.io.Serializable;

/** Where a bought answer stands: a line of a file of the ledger. */
public record Place(String segment, long from, int bytes) implements Serializable {}
