package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** HAProxy and nginx's stream module, with one thread each. They read a file that is written when they start. */
final class ProxyPrograms {

    private static final Path NGINX_STREAM = Path.of("/usr/lib/nginx/modules/ngx_stream_module.so");

    private final Path directory;
    private final Identity identity;

    ProxyPrograms(Path directory, Identity identity) {
        this.directory = directory.toAbsolutePath();
        this.identity = identity;
    }

    /**
     * Returns HAProxy in TCP mode. Splicing is off by default.
     *
     * @param options further lines of the section {@code defaults}
     * @throws IOException if there is none
     */
    Contender haproxy(String name, String description, String options) throws IOException {
        String program = Machine.requireProgram("haproxy");
        String start = command(name + ".cfg", """
                global
                    nbthread 1
                defaults
                    mode tcp
                    timeout connect 5s
                    timeout client 1h
                    timeout server 1h
                %slisten bench
                    bind 127.0.0.1:PORT backlog 1024
                    server target 127.0.0.1:TARGET
                """.formatted(options), "'%s' -db -f".formatted(program));
        return contender(name, description, Map.of(Protocol.FORWARD, start));
    }

    /**
     * Returns nginx's stream module, which forwards, and also ends TLS in front of an echo server that runs on the generator's
     * cores: its CPU is not counted.
     *
     * @throws IOException if there is none
     */
    Contender nginx() throws IOException {
        String program = Machine.requireProgram("nginx");
        if (!Files.exists(NGINX_STREAM)) {
            throw new IOException("there is no " + NGINX_STREAM);
        }
        String start = "'%s' -p '%s' -c".formatted(program, directory);
        var commands = new EnumMap<Protocol, String>(Protocol.class);
        commands.put(Protocol.FORWARD, command("nginx-forward.conf", nginx("", "TARGET"), start));
        String tls = """
                ssl_certificate %s;
                        ssl_certificate_key %s;
                        ssl_protocols TLSv1.3;
                """.formatted(identity.pem(), identity.pem());
        commands.put(Protocol.TLS, command("nginx-tls.conf", nginx(tls, Integer.toString(EchoTarget.start())), start));
        return contender("nginx", "nginx's stream module, one worker", commands);
    }

    private static String nginx(String tls, String target) {
        return """
                load_module %s;
                daemon off;
                master_process off;
                error_log stderr;
                pid nginx-PORT.pid;
                events { worker_connections 40000; }
                stream {
                    server {
                        listen 127.0.0.1:PORT%s backlog=1024;
                        %s
                        tcp_nodelay on;
                        proxy_timeout 1h;
                        proxy_pass 127.0.0.1:%s;
                    }
                }
                """.formatted(NGINX_STREAM, tls.isEmpty() ? "" : " ssl", tls, target);
    }

    /** Writes a template, and returns the script that fills in the ports and starts the program. */
    private String command(String file, String template, String start) throws IOException {
        Path path = directory.resolve(file);
        Files.writeString(path, template);
        return "sed -e s/PORT/$1/ -e s/TARGET/$2/ '%s' > '%s'.$1 && exec %s '%s'.$1".formatted(path, path, start, path);
    }

    private static Contender contender(String name, String description, Map<Protocol, String> scripts) {
        var commands = new EnumMap<Protocol, List<String>>(Protocol.class);
        scripts.forEach(
                (protocol, script) -> commands.put(protocol, List.of("sh", "-c", script, name, "{port}", "{target}")));
        return new Contender(name, description, commands, false, false, false);
    }
}
