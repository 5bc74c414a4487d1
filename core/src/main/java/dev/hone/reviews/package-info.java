/** What people are asked about doubtful answers, and what they decide. */
@NullMarked
package dev.hone.reviews;

import org.jspecify.annotations.NullMarked;
