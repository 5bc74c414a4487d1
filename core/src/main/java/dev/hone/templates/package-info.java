/** Chat templates: a sandboxed interpreter of the Jinja subset that Hugging Face templates use. */
@NullMarked
package dev.hone.templates;

import org.jspecify.annotations.NullMarked;
