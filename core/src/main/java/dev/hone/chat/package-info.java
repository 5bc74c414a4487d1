/** Conversations, and the one interface through which any chat model is asked. */
@NullMarked
package dev.hone.chat;

import org.jspecify.annotations.NullMarked;
