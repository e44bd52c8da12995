/** Server, sandbox and sample data in one process: what a newcomer starts. */
@NullMarked
package io.paideia.demo;

import org.jspecify.annotations.NullMarked;
