@NullMarked
package dev.hone.reviews;

import org.jspecify.annotations.NullMarked;
