/** The commands of bin/hone, read from their arguments. */
@NullMarked
package dev.hone.cli.commands;

import org.jspecify.annotations.NullMarked;
