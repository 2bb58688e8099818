package dev.weir.actuate;

import java.util.function.BooleanSupplier;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;

/**
 * Adds the health component {@code tcp} to the readiness group, without any setting, and lets the group show its components as far as
 * health itself does.
 */
public final class ReadinessGroupPostProcessor implements HealthEndpointGroupsPostProcessor {

    private final BooleanSupplier isDefinedByOperator;

    /** @param isDefinedByOperator whether the group has settings of its own, which then say what it shows */
    public ReadinessGroupPostProcessor(BooleanSupplier isDefinedByOperator) {
        this.isDefinedByOperator = isDefinedByOperator;
    }

    @Override
    public HealthEndpointGroups postProcessHealthEndpointGroups(HealthEndpointGroups groups) {
        return new ReadinessWithTcp(groups, isDefinedByOperator.getAsBoolean());
    }
}
