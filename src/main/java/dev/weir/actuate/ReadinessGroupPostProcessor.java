package dev.weir.actuate;

import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;

/** Adds the health component {@code tcp} to the readiness group, without any setting. */
public final class ReadinessGroupPostProcessor implements HealthEndpointGroupsPostProcessor {

    @Override
    public HealthEndpointGroups postProcessHealthEndpointGroups(HealthEndpointGroups groups) {
        return new ReadinessWithTcp(groups);
    }
}
