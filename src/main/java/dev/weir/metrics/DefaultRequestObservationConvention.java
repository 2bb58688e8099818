package dev.weir.metrics;

import dev.weir.observe.RequestOutcome;
import io.micrometer.common.KeyValues;

/**
 * The observation {@code tcp.client.requests}, with the tag {@code client}, and at its end {@code outcome}. Its span has the
 * target's address in the settings as well.
 */
final class DefaultRequestObservationConvention implements RequestObservationConvention {

    static final String NAME = "tcp.client.requests";

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public String getContextualName(RequestContext context) {
        return "tcp " + context.client() + " request";
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(RequestContext context) {
        RequestOutcome outcome = context.outcome();
        return outcome == null
                ? KeyValues.of("client", context.client())
                : KeyValues.of("client", context.client(), "outcome", outcome.label());
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(RequestContext context) {
        String target = context.target();
        return target == null ? KeyValues.empty() : KeyValues.of("weir.target", target);
    }
}
