package dev.weir.metrics;

import dev.weir.frame.ExchangeOutcome;
import io.micrometer.common.KeyValues;
import java.util.Locale;

/**
 * The observation {@code tcp.server.exchange}, with the tags {@code listener} and {@code handler}, and at its end {@code
 * outcome}. Its span has the stream's id and the client's address as well.
 */
final class DefaultExchangeObservationConvention implements ExchangeObservationConvention {

    static final String NAME = "tcp.server.exchange";

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public String getContextualName(ExchangeContext context) {
        return "tcp " + context.listener() + " exchange";
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(ExchangeContext context) {
        ExchangeOutcome outcome = context.outcome();
        return outcome == null
                ? KeyValues.of("listener", context.listener(), "handler", context.handler())
                : KeyValues.of("listener", context.listener(), "handler", context.handler(), "outcome", label(outcome));
    }

    static String label(ExchangeOutcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }

    /** Empty until the exchange has ended, since only a span has these, at its end. */
    @Override
    public KeyValues getHighCardinalityKeyValues(ExchangeContext context) {
        return context.outcome() == null ? KeyValues.empty() : context.connection();
    }
}
