/** The ledger of paid calls: bought once, kept before used, shared out among all who ask. */
@NullMarked
package dev.hone.ledger;

import org.jspecify.annotations.NullMarked;
