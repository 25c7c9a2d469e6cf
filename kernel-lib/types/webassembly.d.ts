/* eslint-disable no-var, @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-function-type, @typescript-eslint/no-empty-object-type -- what a declaration of globals is made of. */
/**
 * The global `WebAssembly` for cells: TypeScript has its types only together with the browser's.
 * After the WebAssembly JavaScript Interface, https://webassembly.github.io/spec/js-api/, with the names that TypeScript
 * gives to its dictionaries.
 */
declare namespace WebAssembly {
  type Bytes = ArrayBufferView | ArrayBufferLike;

  interface CompileError extends Error {}
  interface LinkError extends Error {}
  interface RuntimeError extends Error {}
  interface ErrorConstructorOf<E> {
    readonly prototype: E;
    new (message?: string, options?: ErrorOptions): E;
    (message?: string, options?: ErrorOptions): E;
  }
  var CompileError: ErrorConstructorOf<CompileError>;
  var LinkError: ErrorConstructorOf<LinkError>;
  var RuntimeError: ErrorConstructorOf<RuntimeError>;

  type ImportExportKind = 'function' | 'global' | 'memory' | 'table' | 'tag';
  type TableKind = 'anyfunc' | 'externref';
  interface ValueTypeMap {
    anyfunc: Function;
    externref: any;
    f32: number;
    f64: number;
    i32: number;
    i64: bigint;
    v128: never;
  }
  type ValueType = keyof ValueTypeMap;

  interface ModuleImportDescriptor {
    module: string;
    name: string;
    kind: ImportExportKind;
  }
  interface ModuleExportDescriptor {
    name: string;
    kind: ImportExportKind;
  }
  interface Module {}
  var Module: {
    readonly prototype: Module;
    new (bytes: Bytes): Module;
    imports(module: Module): ModuleImportDescriptor[];
    exports(module: Module): ModuleExportDescriptor[];
    customSections(module: Module, sectionName: string): ArrayBuffer[];
  };

  interface Memory {
    readonly buffer: ArrayBuffer;
    /** Adds pages of 64 KiB; gives how many there were. */
    grow(delta: number): number;
  }
  interface MemoryDescriptor {
    /** In pages of 64 KiB, as `maximum` is. */
    initial: number;
    maximum?: number;
    shared?: boolean;
  }
  var Memory: { readonly prototype: Memory; new (descriptor: MemoryDescriptor): Memory };

  interface Table {
    readonly length: number;
    get(index: number): any;
    grow(delta: number, value?: any): number;
    set(index: number, value?: any): void;
  }
  interface TableDescriptor {
    element: TableKind;
    initial: number;
    maximum?: number;
  }
  var Table: { readonly prototype: Table; new (descriptor: TableDescriptor, value?: any): Table };

  interface Global<T extends ValueType = ValueType> {
    value: ValueTypeMap[T];
    valueOf(): ValueTypeMap[T];
  }
  interface GlobalDescriptor<T extends ValueType = ValueType> {
    value: T;
    mutable?: boolean;
  }
  var Global: {
    readonly prototype: Global;
    new <T extends ValueType = ValueType>(
      descriptor: GlobalDescriptor<T>,
      value?: ValueTypeMap[T],
    ): Global<T>;
  };

  type ExportValue = Function | Global | Memory | Table;
  type ImportValue = ExportValue | number | bigint;
  type Exports = Record<string, ExportValue>;
  type ModuleImports = Record<string, ImportValue>;
  type Imports = Record<string, ModuleImports>;
  interface Instance {
    readonly exports: Exports;
  }
  var Instance: { readonly prototype: Instance; new (module: Module, imports?: Imports): Instance };

  interface WebAssemblyInstantiatedSource {
    module: Module;
    instance: Instance;
  }
  /** Whether the bytes are a module that this Node can compile. */
  function validate(bytes: Bytes): boolean;
  function compile(bytes: Bytes): Promise<Module>;
  function instantiate(bytes: Bytes, imports?: Imports): Promise<WebAssemblyInstantiatedSource>;
  function instantiate(module: Module, imports?: Imports): Promise<Instance>;
}
