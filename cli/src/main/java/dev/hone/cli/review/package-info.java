/** A small page on this machine on which people decide doubtful answers. */
@NullMarked
package dev.hone.cli.review;

import org.jspecify.annotations.NullMarked;
