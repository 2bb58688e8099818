package dev.weir.samples.iso8583;

import java.math.BigDecimal;

/**
 * A payment that a terminal asks for.
 *
 * @param card the card's number, field 2
 * @param amount field 4
 * @param currency code of ISO 4217, field 49
 */
record Payment(String card, BigDecimal amount, String currency) {

    /** Decides on payments. Any thread. */
    @FunctionalInterface
    interface Issuer {

        /** Returns the response code, field 39: 00 if the payment is approved. */
        String authorize(Payment payment);
    }

    /** Without the card's number, which must not be logged. */
    @Override
    public String toString() {
        return amount + " " + currency;
    }
}
