/** UnionPay's online gateway, version 5.1.0 (signed forms, certificates inside the messages). */
@NullMarked
package io.paideia.channels.unionpay;

import org.jspecify.annotations.NullMarked;
