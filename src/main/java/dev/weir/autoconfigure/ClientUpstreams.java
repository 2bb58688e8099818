package dev.weir.autoconfigure;

import dev.weir.observe.UpstreamObserver;
import dev.weir.observe.UpstreamOwner;
import dev.weir.stream.BufferBudget;
import dev.weir.stream.StreamOptions;
import dev.weir.upstream.Upstream;
import java.util.List;

/**
 * Creates the upstreams of clients.
 *
 * @param details addresses that take the place of those in the settings
 */
record ClientUpstreams(
        UpstreamMapper mapper,
        BufferBudget buffers,
        UpstreamObserver observer,
        List<TcpClientConnectionDetails> details) {

    /** @throws InvalidSettingException for the first wrong setting */
    Upstream create(String name, String prefix, ClientProperties client) {
        return new Upstream(
                UpstreamOwner.client(name),
                mapper.map(prefix, located(name, client), StreamOptions.DEFAULT.withBuffers(buffers)),
                observer);
    }

    private ClientProperties located(String name, ClientProperties client) {
        return details.stream()
                .filter(each -> each.client().equals(name))
                .findFirst()
                .map(each -> client.withAddresses(each.addresses()))
                .orElse(client);
    }
}
