/** A server that answers like a provider's, well or badly, for the tests of all modules. */
@NullMarked
package dev.hone.testing;

import org.jspecify.annotations.NullMarked;
