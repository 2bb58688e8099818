package dev.weir.autoconfigure;

import dev.weir.client.ClientOptions;
import dev.weir.client.TcpClient;
import dev.weir.observe.ClientObserver;
import dev.weir.upstream.Upstream;
import java.util.ArrayList;

/** Maps {@code weir.clients} to clients. */
final class ClientsMapper {

    private ClientsMapper() {}

    /** @throws InvalidSettingException for the first wrong setting */
    static DefinedClients of(
            WeirProperties properties,
            IneffectiveClientSettings ineffective,
            ClientUpstreams upstreams,
            FrameClientMapper frames,
            ClientObserver observer) {
        var bytes = new ArrayList<TcpClient>();
        var framed = new ArrayList<UntypedFrameClient>();
        properties.clients().forEach((name, client) -> {
            SettingName.check(SettingsGroup.CLIENTS, name);
            String prefix = SettingsGroup.CLIENTS.root() + "." + name;
            ineffective.check(prefix, client);
            ClientOptions options = ClientOptionsMapper.of(prefix, client);
            Upstream upstream = upstreams.create(name, prefix, client);
            FramingProperties framing = client.framing();
            if (framing == null) {
                bytes.add(new TcpClient(name, options, upstream, observer));
            } else {
                framed.add(frames.create(name, options, framing, client.request(), upstream, observer));
            }
        });
        return new DefinedClients(bytes, framed);
    }
}
