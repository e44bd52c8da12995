@NullMarked
package io.paideia.demo;

import org.jspecify.annotations.NullMarked;
