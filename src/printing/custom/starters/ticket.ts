/** Prints a kitchen ticket nearly as the built-in one does: what a shop starts from. */
export const TICKET_TEXT = `{{! What one station makes of an order. }}
{{#title}}
\`"^^^~{{title}}~"\`

{{/title}}
{{#instead}}
\`"^^^~{{instead}}~"\`

{{/instead}}
"^^^{{station}}"
"^^^^^{{order.number}}"
"^^{{order.type}}" | {{#order.table}}"^^{{labels.table}} {{order.table}}"{{/order.table}}
{{labels.till}} {{order.till}}{{#order.staff}}, {{order.staff}}{{/order.staff}} | {{order.time}}
{{#elsewhere}}
"{{labels.ticket.alsoAt}}: {{elsewhere}}" |
{{/elsewhere}}
-
{{#allergens}}
\`"^^~{{labels.ticket.allergy}}: {{allergens}}~"\` |

{{/allergens}}
{{#courses}}
{{#title}}
"^^\\-\\- {{title}} \\-\\-"
{{/title}}
{{#lines}}
{{#gone}}
\`"^^^{{quantity}} x {{name}}"\` |
{{/gone}}
{{^gone}}
"^^^{{quantity}} x {{name}}" |
{{/gone}}
{{#was}}
\`^^~{{was}}~\` |
{{/was}}
{{#modifiers}}
^^~~~~~~~~+ {{.}} |
{{/modifiers}}
{{#note}}
^^~~~~~~~~\\"{{note}}\\" |
{{/note}}
{{#allergens}}
\`"^^~{{labels.ticket.allergy}}: {{allergens}}~"\` |
{{/allergens}}
{{/lines}}
{{/courses}}
-
{{#reason}}
"^^{{labels.reason}}: {{reason}}" |
{{/reason}}
{{#order.note}}
^^{{order.note}} |
{{/order.note}}



`;
