package dev.hone.cli.commands;

import picocli.CommandLine.Option;

/** Where everything is kept. */
final class HomeOption {
  static final String DEFAULT = "hone-data";

  @Option(
      names = "--home",
      paramLabel = "DIR",
      defaultValue = DEFAULT,
      description =
          "Home of tables, adapters and reports: a folder, or catalog.schema (default: ${DEFAULT-VALUE}).")
  String home = DEFAULT;
}
