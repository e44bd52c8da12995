/**
 * A bank that holds the merchant's account: it books what payers send, drops statements of account
 * and carries out transfers, in ISO 20022 messages.
 */
@NullMarked
package io.paideia.sandbox.bank;

import org.jspecify.annotations.NullMarked;
