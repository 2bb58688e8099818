package dev.weir.metrics;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names and tags the observation of a handler's run. A bean of this type replaces the default convention.
 * Low-cardinality keys become tags of a metric, so a client must not be able to choose their values.
 */
public interface HandlerObservationConvention extends ObservationConvention<HandlerContext> {

    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof HandlerContext;
    }
}
