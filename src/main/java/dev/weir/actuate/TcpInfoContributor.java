package dev.weir.actuate;

import dev.weir.server.StreamServer;
import dev.weir.server.StreamServers;
import java.util.LinkedHashMap;
import java.util.List;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/**
 * Says which Weir this is, the names of its listeners, and on which Java it runs. Addresses are left to {@code tcplisteners}:
 * info is the endpoint that is shown to everybody.
 */
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

    private List<String> listeners() {
        return servers.all().stream().map(StreamServer::name).toList();
    }
}
