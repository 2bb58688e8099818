package dev.weir.service;

import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/** Serves the listeners that {@code config/application.yml} defines. */
@SpringBootApplication
public class WeirApplication {

    public static void main(String[] args) {
        NameCache.shorten();
        SpringApplication.run(WeirApplication.class, args);
    }

    @Bean
    @ConditionalOnProperty(ReadinessUrlFile.VARIABLE)
    ReadinessUrlFile readinessUrlFile(
            @Value("${" + ReadinessUrlFile.VARIABLE + "}") Path file, PathMappedEndpoints endpoints) {
        return new ReadinessUrlFile(file, endpoints);
    }
}
