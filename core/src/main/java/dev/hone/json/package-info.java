/** JSON as Hone needs it: canonical text (RFC 8785) and hashes that never change. */
@NullMarked
package dev.hone.json;

import org.jspecify.annotations.NullMarked;
