package io.agenticproxy.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.agenticproxy.exchange.CredentialTags;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The one data source. Migrations run when {@code database} is made, so before the routes that use it. */
@Configuration
@EnableConfigurationProperties(DatabaseSettings.class)
class DatabaseConfiguration {

    @Bean(destroyMethod = "close")
    HikariDataSource dataSource(DatabaseSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("ledger");
        config.setJdbcUrl(settings.jdbcUrl());
        config.setUsername(settings.login().orElse(settings.embedded() ? "sa" : null));
        config.setPassword(settings.secret().orElse(settings.embedded() ? "" : null));
        config.setMaximumPoolSize(8); // four of them at most are the response cache's, which can then starve nobody
        config.setMinimumIdle(1);
        config.setConnectionTimeout(TimeUnit.SECONDS.toMillis(2));
        config.setExceptionOverride(new DeadConnection());
        config.setInitializationFailTimeout(-1); // a server that is away does not stop the start
        return new HikariDataSource(config);
    }

    @Bean(initMethod = "start")
    Database database(DatabaseSettings settings, HikariDataSource dataSource, CredentialTags tags) {
        return new Database(settings, dataSource, tags);
    }
}
