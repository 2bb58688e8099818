package dev.weir.metrics;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names and tags the observation of a handler's run. Declare a bean of this type to have your own: low-cardinality keys become
 * a metric's tags, so none of them may hold what a client chooses.
 */
public interface HandlerObservationConvention extends ObservationConvention<HandlerContext> {

    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof HandlerContext;
    }
}
