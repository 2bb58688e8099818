package dev.weir.actuate;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.AdditionalPathsMapper;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.health.actuate.endpoint.AdditionalHealthEndpointPath;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.actuate.endpoint.HttpCodeStatusMapper;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;

/**
 * Boot's health groups, with the component {@code tcp} added to the readiness group.
 *
 * @param isDefinedByOperator whether the readiness group has settings of its own. Boot's default group never shows its components: here
 *     it shows them where health itself does, so that an operator sees which one is not ready. At its additional path,
 *     {@code /readyz} on the application's own port, it shows as little as Boot's.
 */
record ReadinessWithTcp(HealthEndpointGroups groups, boolean isDefinedByOperator)
        implements HealthEndpointGroups, AdditionalPathsMapper {

    private static final String READINESS = "readiness";

    @Override
    public HealthEndpointGroup getPrimary() {
        return groups.getPrimary();
    }

    @Override
    public Set<String> getNames() {
        return groups.getNames();
    }

    @Override
    public @Nullable HealthEndpointGroup get(String name) {
        HealthEndpointGroup group = groups.get(name);
        return group != null && name.equals(READINESS)
                ? new WithTcp(group, isDefinedByOperator ? group : groups.getPrimary())
                : group;
    }

    @Override
    public @Nullable HealthEndpointGroup get(AdditionalHealthEndpointPath path) {
        HealthEndpointGroup group = groups.get(path);
        HealthEndpointGroup readiness = groups.get(READINESS);
        return group != null && readiness != null && path.equals(readiness.getAdditionalPath())
                ? new WithTcp(readiness, readiness)
                : group;
    }

    @Override
    public @Nullable List<String> getAdditionalPaths(EndpointId endpointId, WebServerNamespace namespace) {
        return groups instanceof AdditionalPathsMapper mapper ? mapper.getAdditionalPaths(endpointId, namespace) : null;
    }

    /** @param shown the group that says what is shown */
    private record WithTcp(HealthEndpointGroup group, HealthEndpointGroup shown) implements HealthEndpointGroup {

        private static final String TCP = "tcp";

        @Override
        public boolean isMember(String name) {
            return name.equals(TCP) || group.isMember(name);
        }

        @Override
        public boolean showComponents(SecurityContext securityContext) {
            return shown.showComponents(securityContext);
        }

        @Override
        public boolean showDetails(SecurityContext securityContext) {
            return shown.showDetails(securityContext);
        }

        @Override
        public StatusAggregator getStatusAggregator() {
            return group.getStatusAggregator();
        }

        @Override
        public HttpCodeStatusMapper getHttpCodeStatusMapper() {
            return group.getHttpCodeStatusMapper();
        }

        @Override
        public @Nullable AdditionalHealthEndpointPath getAdditionalPath() {
            return group.getAdditionalPath();
        }
    }
}
