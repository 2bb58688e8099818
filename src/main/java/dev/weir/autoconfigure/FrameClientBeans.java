package dev.weir.autoconfigure;

import dev.weir.client.FrameClient;
import java.util.List;
import org.springframework.beans.factory.InjectionPoint;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.core.ResolvableType;

/**
 * The clients with frames. Each place of injection gets a view with its own types, of the one client.
 *
 * @param clients all of them
 */
record FrameClientBeans(List<UntypedFrameClient> clients) {

    /** The factory method of the clients' beans, which are prototypes. */
    FrameClient<?, ?> create(String name, InjectionPoint place) {
        ResolvableType type = place instanceof DependencyDescriptor descriptor
                ? descriptor.getResolvableType().as(FrameClient.class)
                : ResolvableType.forClass(FrameClient.class);
        return clients.stream()
                .filter(client -> client.client().name().equals(name))
                .findFirst()
                .orElseThrow()
                .typed(type);
    }
}
