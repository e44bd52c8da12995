/**
 * What a measurement needs of a channel's inside: it stands in the channel's own package because
 * nobody else may sign in its name.
 */
@NullMarked
package io.paideia.channels.alipay;

import org.jspecify.annotations.NullMarked;
