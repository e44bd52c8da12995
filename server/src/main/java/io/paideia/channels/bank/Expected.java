package io.paideia.channels.bank;

import io.paideia.money.Money;

/**
 * A receipt that we wait for. Immutable.
 *
 * @param code the remittance code or virtual account that names it, unique in its channel
 * @param reference of the charge
 */
record Expected(String code, String reference, Money amount) {}
