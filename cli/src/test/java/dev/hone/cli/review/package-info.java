@NullMarked
package dev.hone.cli.review;

import org.jspecify.annotations.NullMarked;
