package io.agenticproxy.ledger;

import io.agenticproxy.CannotStart;
import io.agenticproxy.pricing.CallPricing;
import io.agenticproxy.pricing.PriceCatalog;
import io.agenticproxy.pricing.PriceCatalogException;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Prices: the shipped ones, and the user's over them. */
@Configuration
@EnableConfigurationProperties(LedgerSettings.class)
class LedgerConfiguration {

    @Bean
    PriceCatalog priceCatalog(LedgerSettings settings) {
        PriceCatalog shipped = PriceCatalog.builtIn();
        if (settings.pricesFile() == null) {
            return shipped;
        }
        try {
            return shipped.withOverrides(PriceCatalog.load(settings.pricesFile()));
        } catch (PriceCatalogException bad) {
            throw new CannotStart(List.of("PRICES_FILE " + bad.getMessage()));
        }
    }

    @Bean
    CallPricing callPricing(PriceCatalog catalog) {
        return new CallPricing(catalog);
    }
}
