/** A bank account: transfers by remittance code or virtual account, in ISO 20022 messages. */
@NullMarked
package io.paideia.channels.bank;

import org.jspecify.annotations.NullMarked;
