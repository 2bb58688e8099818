package dev.weir.service;

import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.catalina.connector.Connector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.web.server.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;
import org.springframework.context.ApplicationListener;

/**
 * Writes the URL of the readiness probe to the file that {@code READINESS_URL_FILE} names. A health check that runs beside the
 * service, as in its image, does not know the settings: port, address, TLS and paths may come from any of Spring Boot's sources.
 */
final class ReadinessUrlFile implements ApplicationListener<ServletWebServerInitializedEvent> {

    static final String VARIABLE = "READINESS_URL_FILE";

    private static final Logger log = LoggerFactory.getLogger(ReadinessUrlFile.class);
    private static final EndpointId HEALTH = EndpointId.of("health");

    private final @Nullable Path file;
    private final PathMappedEndpoints endpoints;

    /** @param file {@code null} for none */
    ReadinessUrlFile(@Nullable Path file, PathMappedEndpoints endpoints) {
        this.file = file;
        this.endpoints = endpoints;
    }

    /** Called for each web server; a management port of its own has one in a child context. */
    @Override
    public void onApplicationEvent(ServletWebServerInitializedEvent event) {
        ServletWebServerApplicationContext context = event.getApplicationContext();
        boolean hasOwnPort = ManagementPortType.get(context.getEnvironment()) == ManagementPortType.DIFFERENT;
        if (file == null
                || hasOwnPort != WebServerApplicationContext.hasServerNamespace(context, "management")
                || endpoints.getEndpoint(HEALTH) == null) {
            return;
        }
        try {
            Files.writeString(file, url(context, (TomcatWebServer) event.getWebServer()) + "\n");
        } catch (IOException e) {
            log.warn(
                    "The file for the readiness probe's URL cannot be written, so a health check that reads it will fail: {}"
                            + " ({}). Set {} to a file in a directory that this process may write to.",
                    file,
                    e.toString(),
                    VARIABLE);
        }
    }

    private URI url(ServletWebServerApplicationContext context, TomcatWebServer server) {
        Connector connector = server.getTomcat().getConnector();
        ServletContext servlets = Objects.requireNonNull(context.getServletContext());
        String path = servlets.getContextPath()
                + context.getBean(DispatcherServletPath.class)
                        .getRelativePath(endpoints.getPath(HEALTH) + "/readiness");
        return URI.create(connector.getScheme() + "://" + host((InetAddress) connector.getProperty("address")) + ":"
                + server.getPort() + path);
    }

    private static String host(@Nullable InetAddress address) {
        InetAddress reachable =
                address == null || address.isAnyLocalAddress() ? InetAddress.ofLiteral("127.0.0.1") : address;
        String text = reachable.getHostAddress();
        return text.contains(":") ? "[" + text + "]" : text;
    }
}
