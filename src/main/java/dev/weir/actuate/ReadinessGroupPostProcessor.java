package dev.weir.actuate;

import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;

/** Makes readiness depend on the listeners without any setting. */
public final class ReadinessGroupPostProcessor implements HealthEndpointGroupsPostProcessor {

    @Override
    public HealthEndpointGroups postProcessHealthEndpointGroups(HealthEndpointGroups groups) {
        return new ReadinessWithTcp(groups);
    }
}
