/** What a run found, as JSON, as a page and as a table on the screen. */
@NullMarked
package dev.hone.cli.report;

import org.jspecify.annotations.NullMarked;
