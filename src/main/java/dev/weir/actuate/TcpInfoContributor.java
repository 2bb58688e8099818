package dev.weir.actuate;

import dev.weir.server.StreamListener;
import dev.weir.server.StreamListeners;
import java.util.LinkedHashMap;
import java.util.List;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/**
 * Contributes the versions of Weir and Java, and the names of the listeners. Addresses are left to {@code
 * tcplisteners}, because info is the endpoint that is often public.
 */
public final class TcpInfoContributor implements InfoContributor {

    private final StreamListeners listeners;

    public TcpInfoContributor(StreamListeners listeners) {
        this.listeners = listeners;
    }

    @Override
    public void contribute(Info.Builder builder) {
        var weir = new LinkedHashMap<String, Object>();
        weir.put("version", WeirVersion.VALUE);
        weir.put("java", Runtime.version().toString());
        weir.put("listeners", listeners());
        builder.withDetail("weir", weir);
    }

    private List<String> listeners() {
        return listeners.all().stream().map(StreamListener::name).toList();
    }
}
