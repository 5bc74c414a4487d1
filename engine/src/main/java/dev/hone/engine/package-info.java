/** Local models on libtorch, through DJL: opened, asked, tuned; no Spark. */
@NullMarked
package dev.hone.engine;

import org.jspecify.annotations.NullMarked;
