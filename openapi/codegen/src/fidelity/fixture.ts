/** An artifact whose components use every keyword that the contract may use, not only today's. */
export const fixture = {
  openapi: '3.1.0',
  info: { title: 'Fixture', version: '0.0.1', description: 'Every keyword once.' },
  tags: [{ name: 'things', description: 'Things.' }],
  paths: {
    '/things/{thing_id}': {
      put: {
        operationId: 'things.put',
        tags: ['things'],
        summary: 'Put a thing',
        security: [{ apiKey: [] }],
        'x-scope': 'things:write',
        'x-maturity': 'experimental',
        'x-since': '0.0.1',
        'x-transaction': 'write',
        'x-sdk': { resource: 'things', method: 'put' },
        'x-errors': ['unknown_field'],
        deprecated: true,
        'x-sunset': '2027-01-01',
        parameters: [{ name: 'thing_id', in: 'path', required: true, schema: { type: 'string' } }],
        requestBody: {
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Everything' } } },
        },
        responses: {
          '200': {
            description: 'The thing.',
            content: {
              'application/json': { schema: { $ref: '#/components/schemas/Everything' } },
            },
          },
        },
      },
    },
    '/things': {
      get: {
        operationId: 'things.count',
        tags: ['things'],
        summary: 'Count things',
        security: [],
        'x-scope': null,
        'x-maturity': 'stable',
        'x-since': '0.0.1',
        'x-transaction': 'none',
        'x-sdk': { resource: 'things', method: 'count' },
        'x-errors': ['unknown_field'],
        parameters: [
          { name: 'limit', in: 'query', schema: { type: 'integer', minimum: -5, maximum: 200 } },
          { name: 'ratio', in: 'query', schema: { type: 'number', minimum: 0 } },
          { name: 'exact', in: 'query', required: true, schema: { type: 'boolean' } },
          { name: 'kind', in: 'query', schema: { $ref: '#/components/schemas/OpenKind' } },
          {
            name: 'levels',
            in: 'query',
            schema: {
              type: 'array',
              maxItems: 2,
              items: { type: 'integer', minimum: 1, maximum: 9 },
            },
          },
        ],
        responses: {
          '200': {
            description: 'How many.',
            content: { 'text/plain': { schema: { type: 'string' } } },
          },
        },
      },
    },
    '/approvals/{approval_id}/wait': {
      get: {
        operationId: 'approvals.wait',
        tags: ['approvals'],
        summary: 'Wait for a person',
        security: [{ apiKey: [] }],
        'x-scope': 'approvals:read',
        'x-maturity': 'beta',
        'x-since': '0.0.1',
        'x-transaction': 'none',
        'x-sdk': { resource: 'approvals', method: 'wait' },
        'x-errors': ['unknown_field'],
        'x-wait': 'timeout_seconds',
        parameters: [
          { name: 'approval_id', in: 'path', required: true, schema: { type: 'string' } },
          {
            name: 'timeout_seconds',
            in: 'query',
            schema: { type: 'integer', minimum: 0, maximum: 50 },
          },
        ],
        responses: {
          '200': {
            description: 'What came of it.',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Tree' } } },
          },
        },
      },
    },
    '/things/stream': {
      get: {
        operationId: 'things.stream',
        tags: ['things'],
        summary: 'Stream things',
        security: [{ apiKey: [] }, { streamToken: [] }],
        'x-scope': 'things:read',
        'x-maturity': 'beta',
        'x-since': '0.0.1',
        'x-transaction': 'none',
        'x-sdk': { resource: 'things', method: 'stream' },
        'x-errors': ['unknown_field'],
        'x-streaming': 'sse',
        'x-stream-items': {
          event: '#/components/schemas/Event',
          reset: '#/components/schemas/Reset',
        },
        parameters: [
          {
            name: 'types',
            in: 'query',
            schema: { type: 'array', maxItems: 2, items: { type: 'string' } },
          },
          { name: 'last_event_id', in: 'query', schema: { type: 'string', maxLength: 30 } },
        ],
        responses: {
          '200': {
            description: 'Things as they come.',
            content: { 'text/event-stream': { schema: { type: 'string' } } },
          },
        },
      },
    },
  },
  webhooks: {
    'thing.put': {
      post: {
        summary: 'A thing was put',
        'x-event': {
          name: 'thing.put',
          resource: 'thing',
          audit: false,
          payload: '#/components/schemas/Everything',
        },
      },
    },
  },
  components: {
    schemas: {
      Problem: { type: 'object', properties: { title: { type: 'string' } } },
      Event: {
        type: 'object',
        'x-event-envelope': true,
        required: ['event', 'payload'],
        properties: {
          event: { type: 'string' },
          payload: { type: 'object', additionalProperties: true },
        },
      },
      Reset: {
        type: 'object',
        required: ['reason'],
        properties: { reason: { type: 'string' } },
      },
      OpenKind: { type: 'string', enum: ['small', 'large'], description: 'Grows.' },
      ClosedKind: { type: 'string', enum: ['on', 'off'], 'x-closed': true },
      Id: { type: 'string', pattern: '^[a-z]{2}/[0-9]{1,4}$' },
      Names: {
        type: 'object',
        minProperties: 1,
        maxProperties: 3,
        propertyNames: { type: 'string', pattern: '^[a-z]+$', maxLength: 5 },
        additionalProperties: { type: 'string', minLength: 1, maxLength: 3 },
      },
      Free: { type: 'object', 'x-scrub': true, additionalProperties: true },
      Empty: { type: 'object', additionalProperties: false },
      Circle: {
        type: 'object',
        additionalProperties: false,
        required: ['type', 'radius'],
        properties: {
          type: { type: 'string', const: 'circle' },
          radius: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 100 },
        },
      },
      Group: {
        type: 'object',
        required: ['type', 'shapes'],
        properties: {
          type: { type: 'string', const: 'group' },
          shapes: { type: 'array', maxItems: 3, items: { $ref: '#/components/schemas/Shape' } },
          kind: { $ref: '#/components/schemas/OpenKind' },
        },
      },
      Shape: {
        oneOf: [{ $ref: '#/components/schemas/Circle' }, { $ref: '#/components/schemas/Group' }],
        discriminator: {
          propertyName: 'type',
          mapping: { circle: '#/components/schemas/Circle', group: '#/components/schemas/Group' },
        },
      },
      ClosedShape: {
        'x-closed': true,
        oneOf: [{ $ref: '#/components/schemas/Circle' }],
        discriminator: {
          propertyName: 'type',
          mapping: { circle: '#/components/schemas/Circle' },
        },
      },
      Tree: {
        type: 'object',
        required: ['value', 'left'],
        properties: {
          value: { type: 'integer', minimum: -10, maximum: 10 },
          left: { oneOf: [{ $ref: '#/components/schemas/Tree' }, { type: 'null' }] },
          right: { oneOf: [{ $ref: '#/components/schemas/Tree' }, { type: 'null' }] },
        },
      },
      Scores: {
        type: 'object',
        required: ['total'],
        properties: { total: { type: 'integer', minimum: 0, maximum: 9007199254740991 } },
        additionalProperties: { type: 'integer', minimum: 0, maximum: 5 },
      },
      Texts: {
        type: 'object',
        additionalProperties: false,
        required: ['text'],
        properties: {
          text: { type: 'string', minLength: 2, maxLength: 4, description: 'Code points.' },
          maybe: { type: ['string', 'null'], pattern: '^x+$', maxLength: 3 },
          maybe_kind: { type: ['string', 'null'], enum: ['a', 'b', null] },
          email: { type: 'string', format: 'email' },
          uuid: { type: 'string', format: 'uuid' },
          date: { type: 'string', format: 'date' },
          at: { type: 'string', format: 'date-time' },
        },
      },
      Numbers: {
        type: 'object',
        additionalProperties: false,
        minProperties: 2,
        properties: {
          dozen: { type: 'integer', minimum: 0, maximum: 144, multipleOf: 12 },
          open_range: {
            type: 'integer',
            exclusiveMinimum: -3,
            exclusiveMaximum: 3,
            deprecated: true,
          },
          ratio: { type: 'number', minimum: 0, maximum: 1, default: 0.5 },
          maybe: { type: ['integer', 'null'], minimum: 1, maximum: 2 },
        },
      },
      Lists: {
        type: 'object',
        required: ['tags'],
        properties: {
          tags: {
            type: 'array',
            minItems: 1,
            maxItems: 3,
            uniqueItems: true,
            items: { type: 'string', maxLength: 3 },
          },
          pairs: {
            type: 'array',
            uniqueItems: true,
            items: {
              type: 'object',
              additionalProperties: { type: 'integer', minimum: 0, maximum: 2 },
            },
          },
          grid: { type: 'array', items: { type: 'array', items: { type: 'number' } } },
          maybe: { type: ['array', 'null'], items: { type: 'boolean' }, minItems: 1 },
        },
      },
      Everything: {
        type: 'object',
        additionalProperties: false,
        required: ['shape', 'kind', 'flag', 'texts'],
        description: 'One field for every kind of component.',
        properties: {
          flag: { type: 'boolean', const: true },
          version: { type: 'integer', const: 2 },
          maybe_free: { type: ['object', 'null'], additionalProperties: true },
          inner: {
            type: 'object',
            additionalProperties: false,
            properties: { deep: { type: 'string', enum: ['only'] } },
          },
          id: { $ref: '#/components/schemas/Id', description: 'Beside a reference.' },
          kind: { $ref: '#/components/schemas/OpenKind' },
          closed_kind: { $ref: '#/components/schemas/ClosedKind' },
          names: { $ref: '#/components/schemas/Names' },
          free: { $ref: '#/components/schemas/Free' },
          empty: { $ref: '#/components/schemas/Empty' },
          shape: { $ref: '#/components/schemas/Shape' },
          closed_shape: { $ref: '#/components/schemas/ClosedShape' },
          tree: { $ref: '#/components/schemas/Tree' },
          scores: { $ref: '#/components/schemas/Scores' },
          texts: { $ref: '#/components/schemas/Texts' },
          numbers: { $ref: '#/components/schemas/Numbers' },
          lists: { $ref: '#/components/schemas/Lists' },
        },
      },
    },
  },
  'x-error-codes': {
    unknown_field: {
      status: 422,
      category: 'validation',
      class: 'UnprocessableError',
      retryable: false,
      title: 'Unknown field',
      description: 'A field that nobody knows.',
    },
  },
  'x-behaviour': { constants: { base_path: '/api/v1' }, rows: [] },
  'x-risk': {
    cap: 100,
    recent_seconds: 60,
    rules: [
      { id: 'sharp', points: 5, per: 'edge', max: 20, title: 'It is sharp.', when: 'each edge' },
      { id: 'round', points: 1, per: null, max: 1, title: 'It is round.', when: 'a circle' },
    ],
    patterns: {
      sharp: {
        group: [
          {
            name: 'a corner',
            pattern: "(?:^|[^a-z])corner's?|edge",
            matches: ["a corner's"],
            ignores: ['scorner'],
          },
        ],
      },
    },
  },
  'x-transitions': [
    {
      id: 'thing.put',
      resource: 'thing',
      from: null,
      operation: 'things.put',
      condition: null,
      to: 'here',
      events: ['thing.put'],
    },
    {
      id: 'thing.fade',
      resource: 'thing',
      from: 'here',
      operation: null,
      condition: 'fades_at has passed',
      to: 'gone',
      events: [],
    },
  ],
  'x-secret-patterns': {
    'short-one': {
      title: 'Short',
      hints: ['k'],
      before: '^|[^a-z]',
      secret: 'k\\.[0-9]{4,}',
      after: '',
    },
    'just-too-long': {
      title: 'Long',
      hints: ['a'],
      before: '',
      secret: `[${'abcdefghij'.repeat(7)}]`,
      after: '',
    },
    'cut-within-an-escape': {
      title: 'Escaped',
      hints: ['a'],
      before: '',
      secret: `[${'a'.repeat(72)}\\x20\\x21\\[\\]${'b'.repeat(70)}\\\\${'c'.repeat(77)}\\\\]`,
      after: '',
    },
    'very-long': {
      title: 'Very long',
      hints: ['a'],
      before: '',
      secret: `"'[${'abcdefghij'.repeat(20)}]`,
      after: '@',
    },
  },
} as const
