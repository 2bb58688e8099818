package dev.weir.actuate;

import dev.weir.server.StreamListener;
import dev.weir.server.StreamListeners;
import java.util.LinkedHashMap;
import java.util.List;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/**
 * Says which Weir this is, the names of its listeners, and on which Java it runs. Addresses are left to {@code tcplisteners}:
 * info is the endpoint that is shown to everybody.
 */
public final class TcpInfoContributor implements InfoContributor {

    private final StreamListeners listeners;

    public TcpInfoContributor(StreamListeners listeners) {
        this.listeners = listeners;
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
        return listeners.all().stream().map(StreamListener::name).toList();
    }
}
