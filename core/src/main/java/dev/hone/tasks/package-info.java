/** Tasks: the prompt templates behind logged prompts, found where no tag names them. */
@NullMarked
package dev.hone.tasks;

import org.jspecify.annotations.NullMarked;
