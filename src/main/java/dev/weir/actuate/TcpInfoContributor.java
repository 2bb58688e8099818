package dev.weir.actuate;

import dev.weir.server.StreamServers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/** Says which Weir this is, what it listens on, and on which Java it runs. */
public final class TcpInfoContributor implements InfoContributor {

    private final StreamServers servers;

    public TcpInfoContributor(StreamServers servers) {
        this.servers = servers;
    }

    @Override
    public void contribute(Info.Builder builder) {
        String version = getClass().getPackage().getImplementationVersion();
        var weir = new LinkedHashMap<String, Object>();
        weir.put("version", version == null ? "unpackaged" : version);
        weir.put("java", Runtime.version().toString());
        weir.put("listeners", listeners());
        builder.withDetail("weir", weir);
    }

    private Map<String, String> listeners() {
        return servers.all().stream()
                .map(ListenerDescriptor::of)
                .collect(Collectors.toMap(
                        ListenerDescriptor::name, ListenerDescriptor::address, (a, _) -> a, LinkedHashMap::new));
    }
}
