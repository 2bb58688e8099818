package dev.weir.metrics;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names and tags the observation of a client's request. A bean of this type replaces the default convention. Low-cardinality keys
 * become tags of a metric, so their values must be few.
 */
public interface RequestObservationConvention extends ObservationConvention<RequestContext> {

    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof RequestContext;
    }
}
