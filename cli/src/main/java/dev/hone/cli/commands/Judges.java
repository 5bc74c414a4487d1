package dev.hone.cli.commands;

/** Names of judges. */
final class Judges {
  /** Stands in where no key is at hand: a fixed rule, named as such in the report. */
  static final String SCRIPTED = "scripted:judge";

  private Judges() {}
}
