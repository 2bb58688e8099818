package dev.weir.metrics;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names and tags the observation of an exchange. A bean of this type replaces the default convention. Low-cardinality keys
 * become tags of a metric, so a client must not be able to choose their values.
 */
public interface ExchangeObservationConvention extends ObservationConvention<ExchangeContext> {

    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof ExchangeContext;
    }
}
