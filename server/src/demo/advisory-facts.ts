// One line an advisory: id | published | project | affected versions | CVE | what it is about, in our own words. Ids,
// times, ranges and CVEs are those of the public Drupal advisory database.
export const advisoryLines = `
CONTRIB-2025-106|2025-09-24T17:16:20Z|json_field|<1.5|CVE-2025-10926|JSON Field shows stored markup unescaped
CONTRIB-2025-114|2025-10-29T16:44:00Z|simple_oauth|>=6.0.0 <6.0.7|CVE-2025-12466|Simple OAuth grants more than the scopes of a token
CORE-2025-005|2025-11-12T18:33:00Z|core|>= 8.0.0 < 10.4.9 || >= 10.5.0 < 10.5.6 || >= 11.0.0 < 11.1.9 || >= 11.2.0 < 11.2.8|CVE-2025-13080|Drupal core may cache what it should not after an overridden request
CORE-2025-006|2025-11-12T18:34:00Z|core|>= 8.0.0 < 10.4.9 || >= 10.5.0 < 10.5.6 || >= 11.0.0 < 11.1.9 || >= 11.2.0 < 11.2.8|CVE-2025-13081|Drupal core holds a gadget chain for unsafe deserialization
CORE-2025-007|2025-11-12T20:16:00Z|core|>= 8.0.0 < 10.4.9 || >= 10.5.0 < 10.5.6 || >= 11.0.0 < 11.1.9 || >= 11.2.0 < 11.2.8|CVE-2025-13082|Drupal core pages can be defaced by a crafted address
CORE-2025-008|2025-11-12T20:16:00Z|core|>= 8.0.0 < 10.4.9 || >= 10.5.0 < 10.5.6 || >= 11.0.0 < 11.1.9 || >= 11.2.0 < 11.2.8|CVE-2025-13083|Drupal core lets private files be cached in public
CONTRIB-2025-121|2025-12-03T18:48:00Z|tagify|<1.2.44|CVE-2025-13983|Tagify prints its information label unescaped
CONTRIB-2026-002|2026-01-14T17:54:00Z|role_delegation|>=1.3.0 <1.5.0|CVE-2026-0945|Role Delegation lets people assign roles they should not
CONTRIB-2026-013|2026-02-25T18:45:00Z|tagify|<1.2.49|CVE-2026-3212|Tagify runs scripts from user input in its widget
CONTRIB-2026-015|2026-02-25T18:47:00Z|captcha|<1.17.0 || >=2.0.0 < 2.0.10|CVE-2026-3214|CAPTCHA accepts a solved token again
CONTRIB-2026-019|2026-02-25T18:51:00Z|responsive_favicons|<2.0.2|CVE-2026-3218|Responsive Favicons prints text of administrators unescaped
CONTRIB-2026-030|2026-03-18T16:10:00Z|autologout|<1.7.0 || >=2.0.0 <2.0.2|CVE-2026-4393|Automated Logout can be triggered from another site
CORE-2026-001|2026-04-15T19:24:00Z|core|>= 8.0.0 < 10.5.9 || >= 10.6.0 < 10.6.7 || >= 11.0.0 < 11.2.11 || >= 11.3.0 < 11.3.7|CVE-2026-6365|Drupal core lets dialog options carry scripts
CORE-2026-002|2026-04-15T19:25:00Z|core|>= 8.0.0 < 10.5.9 || >= 10.6.0 < 10.6.7 || >= 11.0.0 < 11.2.11 || >= 11.3.0 < 11.3.7|CVE-2026-6366|Drupal core holds another gadget chain for unsafe deserialization
CORE-2026-003|2026-04-15T19:27:00Z|core|>= 11.3.0 < 11.3.7|CVE-2026-6367|Drupal core link suggestions can store scripts
CONTRIB-2026-035|2026-05-13T17:17:00Z|gtranslate|<3.0.5|CVE-2026-8492|GTranslate trusts the wrong script element
CORE-2026-004|2026-05-20T18:08:00Z|core|>= 8.9.0 < 10.4.10 || >= 10.5.0 < 10.5.10 || >= 10.6.0 < 10.6.9 || >= 11.0.0 < 11.1.10 || >= 11.2.0 < 11.2.12 || >= 11.3.0 < 11.3.10|CVE-2026-9082|Drupal core allows SQL injection through its database layer
CONTRIB-2026-041|2026-06-03T16:13:00Z|commerce|>= 3.3.0 < 3.3.6|CVE-2026-10769|Commerce receipts carry scripts from customer comments
CONTRIB-2026-043|2026-06-10T17:07:00Z|tagify|<1.2.52|CVE-2026-11908|Tagify prints names of parent terms unescaped
CORE-2026-005|2026-06-17T18:56:00Z|core|<10.5.12 || >=10.6.0 <10.6.11 || >=11.2.0 <11.2.14 || >=11.3.0 <11.3.12 || 11.0.* || 11.1.*|CVE-2026-55803|Drupal core lets JSON:API write to serialized fields
CORE-2026-006|2026-06-17T18:57:00Z|core|<10.5.12 || >=10.6.0 <10.6.11 || >=11.2.0 <11.2.14 || >=11.3.0 <11.3.12 || 11.0.* || 11.1.*|CVE-2026-55804|Drupal core holds a third gadget chain for unsafe deserialization
CORE-2026-007|2026-06-17T18:57:00Z|core|<10.5.12 || >=10.6.0 <10.6.11 || >=11.2.0 <11.2.14 || >=11.3.0 <11.3.12 || 11.0.* || 11.1.*|CVE-2026-55806|Drupal core rebuild script trusts any host name
CORE-2026-008|2026-06-17T18:57:00Z|core|<10.5.12 || >=10.6.0 <10.6.11 || >=11.2.0 <11.2.14 || >=11.3.0 <11.3.12 || 11.0.* || 11.1.*|CVE-2026-55807|Drupal core can be made to call any address through oEmbed
CORE-2026-009|2026-06-17T18:58:00Z|core|<10.5.12 || >=10.6.0 <10.6.11 || >=11.2.0 <11.2.14 || >=11.3.0 <11.3.12 || 11.0.* || 11.1.*|CVE-2026-55808|Drupal core accepts uploads that are no images
CONTRIB-2026-051|2026-06-24T18:32:00Z|admin_feedback|<2.8.0|CVE-2026-13231|Admin Feedback prints its answers unescaped
CONTRIB-2026-052|2026-06-24T18:35:00Z|admin_feedback|<2.8.0|CVE-2026-13232|Admin Feedback lets anybody change a feedback record
CONTRIB-2026-060|2026-06-24T18:42:00Z|paragraphs|<1.21.0|CVE-2026-13240|Paragraphs lists unpublished library items
CONTRIB-2026-061|2026-06-24T18:43:00Z|paragraphs|<1.21.0|CVE-2026-13241|Paragraphs hands out children of library items
CONTRIB-2026-062|2026-06-24T18:46:00Z|geolocation|<3.15.0|CVE-2026-13242|Geolocation Field allows SQL injection in a views filter
CONTRIB-2026-069|2026-07-01T17:24:00Z|colorbox|< 2.1.5 || 2.2.0|CVE-2026-58591|Colorbox can be made to run scripts
CONTRIB-2026-074|2026-07-08T17:16:00Z|eca|<2.1.20 || >=3.0.0 <3.0.12 || >=3.1.0 <3.1.4|CVE-2026-15083|ECA renders templates without enough care
CONTRIB-2026-075|2026-07-08T17:17:00Z|ui_patterns|>=2.0.0 <2.0.17|CVE-2026-15084|UI Patterns passes markup to components unescaped
CORE-2026-010|2026-07-15T19:50:00Z|core|<10.6.13 || >=11.3.0 <11.3.14 || >=11.4.0 <11.4.4 || 11.0.* || 11.1.* || 11.2.*|CVE-2026-15916|Drupal core serves image derivatives without checking access
CORE-2026-011|2026-07-15T19:51:00Z|core|>=11.3.0 <11.3.14 || >=11.4.0 <11.4.4 || 11.2.*|CVE-2026-15917|Drupal core lets HTMX attributes carry scripts
CORE-2026-012|2026-07-15T19:52:00Z|core|<10.6.13 || >=11.3.0 <11.3.14 || >=11.4.0 <11.4.4 || 11.0.* || 11.1.* || 11.2.*|CVE-2026-55805|Drupal core prints block labels of Layout Builder unescaped
CONTRIB-2026-082|2026-07-22T17:55:00Z|search_api_autocomplete|<1.12.0|CVE-2026-16640|Search API Autocomplete leaves a test script open to visitors
CONTRIB-2026-087|2026-07-22T18:00:00Z|webform_rest|<4.1.0|CVE-2026-16644|Webform REST skips the permissions of the form
CONTRIB-2026-088|2026-07-22T18:01:00Z|photoswipe|<3.2.0|CVE-2026-16645|PhotoSwipe shows images without checking access
CONTRIB-2026-094|2026-08-05T17:59:00Z|entity_browser|<2.16.0|CVE-2026-18986|Entity Browser prints tab titles unescaped
CONTRIB-2026-095|2026-08-12T17:53:00Z|commerce_paypal|< 1.12.0 || >= 2.0.0 < 2.1.3|CVE-2026-73475|Commerce PayPal can take an order as paid that is not
CONTRIB-2026-096|2026-08-12T17:54:00Z|diff|<2.0.1 || >=2.1.0 <2.1.1|CVE-2026-73478|Diff shows revisions without checking access
CONTRIB-2026-098|2026-08-12T17:56:00Z|externalauth|<2.0.13|CVE-2026-73476|External Authentication matches identities too loosely
CONTRIB-2026-099|2026-08-12T17:56:00Z|quicktabs|<4.3.1|CVE-2026-73477|Quick Tabs shows blocks and nodes without checking access
CONTRIB-2026-102|2026-08-19T17:21:00Z|screenshot|*|CVE-2026-76759 CVE-2026-76782|Screenshot has a known hole and no maintainer
`;
